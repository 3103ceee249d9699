"""`python -m flows` is `cleardays`."""

from flows.command_line import main

if __name__ == "__main__":
    main()
