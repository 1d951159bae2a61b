import submission


def matrix(alpha):
    return [[submission.ONE, alpha], [-alpha, submission.ONE]]
