{"cells": [{"cell_type": "code", "execution_count": 1, "metadata": {}, "outputs": [],
  "source": ["def A_matrix(alpha):\n", "    return [[1, alpha], [-alpha, 1]]\n"]}],
 "metadata": {"language_info": {"name": "python"}}, "nbformat": 4, "nbformat_minor": 5}
