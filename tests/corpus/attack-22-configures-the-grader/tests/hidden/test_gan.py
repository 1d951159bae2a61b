def test_every_learning_rate():
    pass
