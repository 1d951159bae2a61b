import os

os.environ["ATTACKED"] = "sitecustomize"
