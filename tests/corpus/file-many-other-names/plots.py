def plot(xs):
    for x in xs:
        print("*" * int(x))
