"""How this process shares the cores with others; a module of its own, for it comes before anything heavy."""

import os


def share_cores() -> None:
    """Lets this process's number crunching wait without hogging a core; call it before torch or llama.cpp is imported.

    Both compute with GNU OpenMP, whose threads wait for each other in a busy loop. Where other programs want the
    cores too, the waiting thread takes the time the working one needs: generating on two busy cores fell to
    1 token/s. After 1,000 turns of the loop instead of 300,000 it is 10 there, and still 22 on idle ones (with no
    busy loop at all: 9 and 16). OpenMP reads this when it is loaded; there is no other way in.
    """
    if "OMP_WAIT_POLICY" not in os.environ:
        os.environ.setdefault("GOMP_SPINCOUNT", "1000")
