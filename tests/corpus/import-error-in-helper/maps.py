def rotation(t):
    return [[cos(t), -sin(t)], [sin(t), cos(t)]
