"""Dominance among very many points, in compiled loops; imported only when there are very many."""
