"""What Luna is: frozen values and pure functions, standard library only."""
