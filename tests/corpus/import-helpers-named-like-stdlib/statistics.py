def log_ratio(p_d, p_n):
    return (p_d / p_n).log()
