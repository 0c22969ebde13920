"""The best acceptable outcomes in one sense or another, found without the whole frontier.

Utilities add up over parts that nothing ties, and the undominated points of each part are known. So
an outcome is a choice of one point of every part, and the search settles the parts in turn: a label
is what some choices have come to so far. `aims` says in what sense an outcome is best, and which
*regions* hold all that is at least as good as the best known; a label from which no region can be
reached any more is left out (`search`), and so is one that another beats for everyone. `weights`
finds the weightings of the parties that tell most; `behind` goes back from utilities to outcomes.
"""
