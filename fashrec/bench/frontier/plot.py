"""x"""


def plot(figures, folder):
    pass
