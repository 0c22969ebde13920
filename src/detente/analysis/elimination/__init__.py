"""The undominated combinations of variables that rules and interactions tie together, by elimination.

The variables are settled one after the other. Two ways to settle those so far need not be told
apart where they leave the same questions to the rules and interactions; of such ways only those with
undominated utilities are kept (multi-objective bucket elimination; Dechter 1999, Bucket Elimination,
Artificial Intelligence 113, 41-85; Rollon and Larrosa 2006, Bucket Elimination for Multiobjective
Optimization Problems, J. Heuristics 12, 307-328). Where few questions are open at a time, that is
all, and the work grows with how many are, not with the number of variables.

Where many are, ways that cannot end in anything new are left out as well (multi-objective branch and
bound with bound sets; Sourd and Spanjaard 2008, INFORMS J. Computing 20(3), 472-484): first only the
most promising are followed, which gives good points soon; these and the bounds then rule out almost
everything else. The answer is exact all the same, and the passage that finds nothing left out by
choice is the proof.

- `automaton` and `layers`: what is asked of each variable, and in which order they are settled;
- `network`: the same as flat arrays;
- `shares` and `bounds`: what can still be reached; `corners`: what would be new;
- `labels`: the compiled loops; `passage`: from the first layer to the last;
- `ties`: the outcomes behind each point; `engine`: all of it put together.
"""
