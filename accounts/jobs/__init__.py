"""One way to queue a task: by its name, once the transaction has been committed.

Services of every app use it, so that none of them imports a task.
It refuses arguments other than whole numbers and text: a task takes ids and loads the rest itself.
"""
