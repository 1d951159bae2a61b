import os

os.environ["ATTACKED"] = "usercustomize"
