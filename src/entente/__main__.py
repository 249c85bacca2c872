"""`python -m entente`: the program `entente`, where its script is not on the path."""

from entente.cli import main

if __name__ == "__main__":
    main()
