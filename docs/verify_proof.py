"""Checks a proof of Taksir again, without Taksir: python verify_proof.py proof.json

Every step is carried out once more with exact fractions; docs/proof.md tells the form. Ends with 0
when everything holds, 1 when something differs, 2 when the file is no proof. Standard library only.
"""
import ast
import hashlib
import json
import re
import sys
from fractions import Fraction as F
from math import isqrt

PI = F("3.141592653589793238462643383279503")
#: What each figure may be made of: address=operation,terms;and what else its step may say.
RULE = re.compile(r"""
 rounded=same,total(;round)?|total=sum,subtotal(,tail\.\d+\.amount)*
|subtotal=sum(,node\.\d+\.amount)*;partial|project\.markup=input
|parameter\.\d+\.value=(input|unknown|formula(,parameter\.\d+\.value)*)
|(?P<t>tail\.\d+)\.(amount=percent,(?P=t)\.base,(?P=t)\.percent(;factor-1)?(;round)?|percent=input
  |base=sum,subtotal(,tail\.\d+\.amount)*(;factor[0-9./]+)?)
|(?P<n>node\.\d+)\.(amount=product,(?P=n)\.quantity,(?P=n)\.unit_price(;round)?
  |amount=sum(,node\.\d+\.amount)*;partial|share=ratio,(?P=n)\.amount,subtotal;factor100
  |unit_price=markup,(analysis\.\d+\.direct_cost|(?P=n)\.price),(?P=n)\.markup(;round)?
  |(unit_price|direct_cost(?!.*;))=(zero|unknown
    |same,(analysis\.\d+\.direct_cost|(?P=n)\.price)(;round)?)
  |quantity=(same,(?P=n)\.entered|unknown|formula(,parameter\.\d+\.value)*)(;round)?;within
  |(quantity|entered|price|markup)=input|markup=same,(project|node\.\d+)\.markup)
|(?P<a>analysis\.\d+)\.(unit_price=markup,(?P=a)\.direct_cost,project\.markup(;round)?
  |markup=percent,(?P=a)\.direct_cost,project\.markup|total=sum,(?P=a)\.direct_cost,(?P=a)\.markup
  |direct_cost=(unknown|sum(,(?P=a)\.(labour|material|equipment|other))+)
  |(labour|material|equipment|other)(_base)?=sum(,component\.\d+\.amount)*)
|(?P<c>component\.\d+)\.(price=(input|unknown|same,[a-z]+\.\d+\.[a-z_]+)
  |coefficient=(input|(unknown|formula(,parameter\.\d+\.value)*);within)
  |amount=product,(?P=c)\.coefficient,((resource|component|analysis)\.\d+\.[a-z_]+))
|(?P<r>resource\.\d+)\.([a-z_]+=input|price=ratio,(?P=r)\.pack_price,(?P=r)\.pack_size)""", re.X)

def square_root(x):
    """34 significant digits, half to even."""
    if x <= 0:
        return x if x == 0 else F(1, 0)
    digits = 34 - next(n for n in range(-450, 450) if F(100) ** n > x)
    scaled = x * F(100) ** digits
    root = isqrt(int(scaled))
    over = scaled - F(2 * root + 1, 2) ** 2
    return (root + (over > 0 or (over == 0 and root % 2))) / F(10) ** digits

def rounded(x, mode, step):
    """To a multiple of step: down towards zero, up and half up away from it."""
    steps = abs(x) / step
    whole = {"down": steps // 1, "up": -(-steps // 1), "half_up": (2 * steps + 1) // 2}[mode]
    return step * whole * (-1 if x < 0 else 1)

def small(x):  # here as below: what Taksir refuses to compute divides by zero
    return int(x) if x.denominator == 1 and abs(x) <= 10 else F(1, 0)

CALLS = {"ROUND": lambda x, n: rounded(x, "half_up", F(10) ** -small(n)), "MIN": min, "MAX": max,
         "ABS": abs, "SQRT": square_root, "SUM": lambda *terms: sum(terms, F()), "PI": lambda: PI}
BINARY = {ast.Add: lambda a, b: a + b, ast.Sub: lambda a, b: a - b, ast.Mult: lambda a, b: a * b,
          ast.Div: lambda a, b: a / b, ast.Pow: lambda a, b: F(a ** small(b))}
STEPS = {"sum": CALLS["SUM"], "same": lambda a: a, "zero": F, "product": BINARY[ast.Mult],
         "percent": lambda a, b: a * b / 100, "markup": lambda a, b: a * (1 + b / 100),
         "ratio": BINARY[ast.Div]}

def number(text):
    if text is not None and not re.fullmatch(r"-?[0-9]+([./][0-9]+)?", text):
        raise ValueError(text)
    return None if text is None else F(text)

def formula(text, values):
    """The value of a formula such as =(p+2.5)*MAX(a;2); numbers and names become calls of N."""
    python = re.sub(r"[0-9]+(\.[0-9]+)?|[a-z_][a-z0-9_]*", lambda m: f"N('{m[0]}')",
                    text.removeprefix("=").replace(";", ",").replace("^", "**"))

    def value(tree):
        if isinstance(tree, ast.BinOp):
            found = BINARY[type(tree.op)](value(tree.left), value(tree.right))
        elif isinstance(tree, ast.UnaryOp):
            found = value(tree.operand) * (-1 if isinstance(tree.op, ast.USub) else 1)
        elif tree.func.id == "N":
            word = tree.args[0].value
            found = F(word) if word[0].isdigit() else values[word]
        else:
            found = CALLS[tree.func.id](*map(value, tree.args))
        return found if max(abs(found.numerator), found.denominator) < 10**400 else F(1, 0)

    found = value(ast.parse(python, mode="eval").body)
    return found if abs(found) <= 10**18 else F(1, 0)

def again(node, terms):
    """What a step comes to; None while something it needs is unknown or cannot be computed."""
    terms = [term for term in terms if term is not None or not node.get("partial")]
    if node["op"] == "unknown" or None in terms:
        return None
    try:
        found = (STEPS[node["op"]](*terms) if node["op"] != "formula" else
                 formula(node["formula"], dict(zip(node["names"], terms, strict=True))))
    except (ArithmeticError, LookupError):
        return None
    found *= number(node.get("factor", "1"))
    last = rounded(found, node["round"][0], number(node["round"][1])) if "round" in node else found
    low, high = map(number, node.get("within", ("0", "0")))
    return last if low == high or (low <= found < high and low <= last < high) else None

def check(proof):
    """Yield everything that does not hold."""
    nodes, root, seal = proof["nodes"], proof["root"], proof.pop("sha256")
    plain = json.dumps(proof, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    if hashlib.sha256(plain.encode()).hexdigest() != seal:
        yield "the seal does not fit the contents"
    terms = {address: node.get("of", []) for address, node in nodes.items()}
    values = {address: number(node["value"]) for address, node in nodes.items()}
    for address, node in nodes.items():
        more = sorted(node.keys() - {"op", "value", "of", "formula", "names"})
        more = "".join(f";{key}{node[key] if key == 'factor' else ''}" for key in more)
        if not RULE.fullmatch(f"{address}={','.join([node['op'], *terms[address]])}{more}"):
            yield f"{address}: not made by {node['op']} of {terms[address]} {more}"
        elif len(set(terms[address]) & set(nodes)) < len(terms[address]):
            yield f"{address}: a term is missing, or there twice"
        elif node["op"] != "input" and \
                again(node, [values[term] for term in terms[address]]) != values[address]:
            yield f"{address}: {node['value']} is not what its {node['op']} gives"
    path, state = [root], {}
    while path:  # depth first: a figure met again while it is open would explain itself
        if path[-1] in state or path[-1] not in nodes:
            state[path.pop()] = "done"
            continue
        state[path[-1]] = "open"
        yield from (f"{term}: explained by itself" for term in terms[path[-1]]
                    if state.get(term) == "open" and values[term] is not None)
        path += [term for term in terms[path[-1]] if term not in state]
    yield from (f"{address}: not part of {root}" for address in set(nodes) ^ set(state))

def once(pairs):
    return dict(pairs) if len(dict(pairs)) == len(pairs) else None

def main(path):
    sys.set_int_max_str_digits(0)
    try:
        with open(path, encoding="utf-8") as file:
            proof = json.load(file, object_pairs_hook=once)
        differences = [*check(proof), *["another form"] * (proof["format"] != "taksir-proof/1")]
        print(*differences, f"{'DIFFERENT' if differences else 'OK'}: {proof['root']} = "
              f"{proof['nodes'][proof['root']]['value']}, {len(proof['nodes'])} figures", sep="\n")
    except (OSError, ValueError, LookupError, TypeError, AttributeError, ArithmeticError) as error:
        sys.exit(print("no proof:", repr(error)) or 2)
    sys.exit(1 if differences else 0)

if __name__ == "__main__":
    main(*sys.argv[1:])
