#!/usr/bin/env python
# coding: utf-8

# # IFT6135 - HW3
# In[1]:


get_ipython().run_line_magic('matplotlib', 'inline')
get_ipython().system('pip install torch numpy')


# In[2]:


import numpy as np
import torch
import matplotlib.pyplot as plt


# ## 2.5 (a)

# In[3]:


def linear_reparameterization():
    x = np.array([3., 4.])
    F_a = np.array([[2., 0.], [0., 1.]])
    F_b = np.array([[1., 1.], [1., -1.]])
    return x, F_a, F_b, F_a.dot(x), F_b.dot(x)


linear_reparameterization()


# In[4]:


def A_matrix(alpha):
    return np.array([[1., alpha], [-alpha, 1.]])

A = A_matrix(0.1)
np.linalg.eigvals(A)


# In[5]:


traj = [np.array([1., 1.])]
for _ in range(100):
    traj.append(A @ traj[-1])
traj = np.array(traj)
plt.plot(traj[:, 0], traj[:, 1])
plt.xlabel('d'); plt.ylabel('g')
plt.show()


# In[6]:


def stationary_point():
    return np.array([0., 0.])


# In[7]:


def nce_optimal_energy(p_d, p_n):
    return torch.log(p_d / p_n)

get_ipython().run_line_magic('timeit', 'nce_optimal_energy(torch.rand(10), torch.rand(10))')

# In[8]:


def contrastive_loss(z, y, y_neg):
    pos = torch.sum(z * y, dim=-1)
    neg = torch.logsumexp(z @ y_neg.T, dim=-1)
    return torch.mean(neg - pos)


display(contrastive_loss(torch.eye(3), torch.eye(3), torch.eye(3)))
