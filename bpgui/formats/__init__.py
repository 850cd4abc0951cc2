"""Files in and out: tables of patterns, trained weights, network outputs.

Every reader is bounded and strict: a file is read completely and checked, or refused with a
sentence that says where it is wrong and what to do. Every writer leaves a whole file, or the old
one.
"""
