def energy(p_d, p_n):
    return p_d.log() - p_n.log()
