"""What NegMAS, GeniusWeb and NegoLog share: a folder of small files, one for the domain and one for each party."""
