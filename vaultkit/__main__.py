"""`python -m vaultkit`: the command line, where the `vaultkit` script is not on the path."""

from vaultkit.cli import main

if __name__ == "__main__":
    main()
