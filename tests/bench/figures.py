# SPDX-License-Identifier: Apache-2.0
"""Figures of a bench: told as they come, kept for the JSON, and whether each met its goal."""
figures, failures = {}, []


def figure(name, value, unit, goal=None, good=True):
    print(f'  {name:<58} {value:12.3f} {unit}' + (f'  (goal {goal})' if goal else '') + ('' if good else '  NOT MET'), flush=True)
    figures[name] = {'value': value, 'unit': unit}
    if not good:
        failures.append(name)
