"""The top floor: pages and commands that need all apps. It owns no facts."""
