"""The command line."""

from eligibility.cli.command_line import main, program
