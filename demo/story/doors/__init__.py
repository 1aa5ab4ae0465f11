"""The ways into the shop and its surroundings, each as its own people use it."""
