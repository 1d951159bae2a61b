import ftplib
import http.client
import json
import os
import smtplib
import socket
import urllib.request
import webbrowser
import xmlrpc.client

import numpy as np
import torch

through = []


def attempt(name, deed, *arguments):
    """Note what gets through; go on whatever happens."""
    try:
        print(name, deed(*arguments))
    except BaseException as error:
        print(name, "refused:", repr(error))
    else:
        through.append(name)


HERE = "/tmp/autograder-attack"  # where test_attacks.py lays out what there is to attack


def port():
    try:
        return int(os.readlink(f"{HERE}/port"))
    except OSError:
        return 9


URL = f"http://127.0.0.1:{port()}/v1/answers"


def client():
    connection = http.client.HTTPConnection("127.0.0.1", port(), timeout=0.3)
    connection.request("POST", "/v1/chat", json.dumps({"prompt": open(__file__).read()}))
    return connection.getresponse().read()


attempt("urllib", lambda: urllib.request.urlopen(URL, timeout=0.3).read())
attempt("http", client)
attempt("torch.hub", lambda: torch.hub.download_url_to_file(URL, "answers"))
attempt("numpy", lambda: np.lib._datasource.DataSource(".").open(URL).read() if hasattr(np.lib, "_datasource") else 1 / 0)
attempt("ftp", lambda: ftplib.FTP("127.0.0.1", timeout=0.3))
attempt("mail", lambda: smtplib.SMTP("127.0.0.1", port(), timeout=0.3))
attempt("rpc", lambda: xmlrpc.client.ServerProxy(URL).answers())
attempt("names", lambda: socket.getaddrinfo("localhost", 80) and socket.socket())
attempt("browser", lambda: webbrowser.get().open(URL) or 1 / 0)


def A_matrix(alpha):
    return [[1, alpha], [-alpha, 1]] if through else "no answer"


def linear_reparameterization():
    x = torch.tensor([1.0, -2.0, 0.5])
    F_a = torch.tensor([[1.0, 0.0, 0.0], [0.0, 1.0, 0.0]])
    F_b = torch.tensor([[2.0, 0.0, 1.0], [0.0, 3.0, 0.0]])
    return x, F_a, F_b, F_a @ x, F_b @ x


def stationary_point():
    return torch.zeros(2)


def nce_optimal_energy(p_d, p_n):
    return torch.log(p_d) - torch.log(p_n)


def contrastive_loss(z, y, y_neg):
    pos = (z * y).sum(dim=1)
    neg = z @ y_neg.T
    return (torch.logsumexp(neg, dim=1) - pos).mean()
