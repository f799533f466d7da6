/** Lambdas of the kinds that people make: their code, a call of each and what it gives. */
export interface LambdaKind {
  kind: string;
  code: string;
  input: object;
  output: object;
}

export const LAMBDA_KINDS: LambdaKind[] = [
  {
    kind: 'a score',
    code: `
def process(revenue: int, employees: int, industry: str = "other") -> dict:
    score = min(revenue // 10_000, 50) + min(employees // 10, 30)
    return {"score": score + (20 if industry in ("software", "finance") else 5)}`,
    input: { revenue: 250_000, employees: 120, industry: 'finance' },
    output: { score: 57 },
  },
  {
    kind: 'a number',
    code: 'def process(amount: float, rate: float) -> float:\n    return round(amount * rate, 2)',
    input: { amount: 19.99, rate: 0.913 },
    output: { value: 18.25 },
  },
  {
    kind: 'a loan',
    code: `
import math
def process(principal: float, annual_rate: float, years: int) -> dict:
    monthly = annual_rate / 12
    payment = principal * monthly / (1 - math.pow(1 + monthly, -years * 12))
    return {"payment": round(payment, 2), "total": round(payment * years * 12, 2)}`,
    input: { principal: 200_000, annual_rate: 0.06, years: 30 },
    output: { payment: 1199.1, total: 431676.38 },
  },
  {
    kind: 'days between dates',
    code: `
from datetime import date, timedelta
def process(start: str, end: str) -> dict:
    first, last = date.fromisoformat(start), date.fromisoformat(end)
    days = [first + timedelta(n) for n in range((last - first).days)]
    return {"days": len(days), "business_days": sum(day.weekday() < 5 for day in days)}`,
    input: { start: '2026-02-27', end: '2026-03-09' },
    output: { days: 10, business_days: 6 },
  },
  {
    kind: 'a time in another form',
    code: `
from datetime import datetime, timezone
def process(timestamp: int) -> str:
    return datetime.fromtimestamp(timestamp, timezone.utc).strftime("%A, %d %B %Y, %H:%M")`,
    input: { timestamp: 1_764_547_200 },
    output: { value: 'Monday, 01 December 2025, 00:00' },
  },
  {
    kind: 'a time zone',
    code: `
from datetime import datetime
def process(at: str) -> int:
    return int(datetime.fromisoformat(at).timestamp())`,
    input: { at: '2026-07-01T12:00:00+02:00' },
    output: { value: 1_782_900_000 },
  },
  {
    kind: 'what is found in a text',
    code: `
import re
def process(text: str) -> dict:
    return {
        "emails": re.findall(r"[\\w.+-]+@[\\w-]+\\.[\\w.]+", text),
        "amounts": [float(one) for one in re.findall(r"\\$(\\d+(?:\\.\\d+)?)", text)],
    }`,
    input: { text: 'Ask ada@example.com or b.c@d.org about the $12.50 and the $3.' },
    output: { emails: ['ada@example.com', 'b.c@d.org'], amounts: [12.5, 3] },
  },
  {
    kind: 'counted words',
    code: `
from collections import Counter
def process(text: str, top: int = 3) -> list:
    return [{"word": word, "count": count} for word, count in Counter(text.lower().split()).most_common(top)]`,
    input: { text: 'a rose is a rose is a rose', top: 2 },
    output: {
      value: [
        { word: 'a', count: 3 },
        { word: 'rose', count: 3 },
      ],
    },
  },
  {
    kind: 'grouped records',
    code: `
from itertools import groupby
from typing import TypedDict
class Sale(TypedDict):
    region: str
    amount: float
def process(sales: list[Sale]) -> dict:
    ordered = sorted(sales, key=lambda sale: sale["region"])
    return {region: sum(one["amount"] for one in group) for region, group in groupby(ordered, lambda sale: sale["region"])}`,
    input: {
      sales: [
        { region: 'north', amount: 2 },
        { region: 'south', amount: 1.5 },
        { region: 'north', amount: 3 },
      ],
    },
    output: { north: 5, south: 1.5 },
  },
  {
    kind: 'a nested record',
    code: `
from typing import NotRequired, TypedDict
class Address(TypedDict):
    city: str
    zip: NotRequired[str]
class Customer(TypedDict):
    name: str
    address: Address
def process(customer: Customer) -> str:
    address = customer["address"]
    return f"{customer['name']}, {address.get('zip', '?')} {address['city']}"`,
    input: { customer: { name: 'Ada', address: { city: 'London' } } },
    output: { value: 'Ada, ? London' },
  },
  {
    kind: 'a result of a given shape',
    code: `
from typing import TypedDict
class Split(TypedDict):
    each: float
    rest: float
def process(bill: float, people: int) -> Split:
    each = bill // people
    return {"each": each, "rest": bill - each * people}`,
    input: { bill: 100, people: 3 },
    output: { each: 33, rest: 1 },
  },
  {
    kind: 'a choice',
    code: `
from typing import Literal
def process(value: float, to: Literal["celsius", "fahrenheit"]) -> float:
    return round((value - 32) / 1.8 if to == "celsius" else value * 1.8 + 32, 1)`,
    input: { value: 451, to: 'celsius' },
    output: { value: 232.8 },
  },
  {
    kind: 'what may be left out',
    code: `
from typing import Optional
def process(name: str, title: Optional[str] = None) -> str:
    return " ".join(part for part in (title, name) if part)`,
    input: { name: 'Lovelace' },
    output: { value: 'Lovelace' },
  },
  {
    kind: 'one of several types',
    code: `
from typing import Union
def process(value: Union[int, str, list[int]]) -> int:
    return sum(value) if isinstance(value, list) else int(value)`,
    input: { value: [1, 2, 3] },
    output: { value: 6 },
  },
  {
    kind: 'JSON in a text',
    code: `
import json
def process(payload: str) -> dict:
    data = json.loads(payload)
    return {"keys": sorted(data), "size": len(json.dumps(data))}`,
    input: { payload: '{"b": [1, 2], "a": "é"}' },
    output: { keys: ['a', 'b'], size: 28 },
  },
  {
    kind: 'statistics',
    code: `
import statistics
def process(values: list[float]) -> dict:
    return {"mean": statistics.mean(values), "median": statistics.median(values), "stdev": round(statistics.stdev(values), 3)}`,
    input: { values: [2, 4, 4, 4, 5, 5, 7, 9] },
    output: { mean: 5, median: 4.5, stdev: 2.138 },
  },
  {
    kind: 'functions of functions',
    code: `
from functools import lru_cache, reduce
@lru_cache(maxsize=None)
def fibonacci(n):
    return n if n < 2 else fibonacci(n - 1) + fibonacci(n - 2)
def process(numbers: list[int]) -> int:
    return reduce(lambda total, n: total + fibonacci(n), numbers, 0)`,
    input: { numbers: [10, 60] },
    output: { value: 1_548_008_755_975 },
  },
  {
    kind: 'a table in Markdown',
    code: `
def process(rows: list[list[str]]) -> str:
    head, *rest = [f"| {' | '.join(row)} |" for row in rows]
    return "\\n".join([head, "|" + " --- |" * len(rows[0]), *rest])`,
    input: {
      rows: [
        ['tea', 'price'],
        ['oolong', '9'],
      ],
    },
    output: { value: '| tea | price |\n| --- | --- |\n| oolong | 9 |' },
  },
  {
    kind: 'a request without types',
    code: `
def process(request):
    items = request.get("items", [])
    return {"total": sum(item["price"] * item.get("count", 1) for item in items), "empty": not items}`,
    input: { request: { items: [{ price: 2.5, count: 4 }, { price: 1 }] } },
    output: { total: 11, empty: false },
  },
  {
    kind: 'a class',
    code: `
from dataclasses import asdict, dataclass, field
@dataclass
class Cart:
    items: list = field(default_factory=list)
    def add(self, name, price):
        self.items.append({"name": name, "price": price})
        return self
def process(names: list[str]) -> dict:
    cart = Cart()
    for name in names:
        cart.add(name, len(name))
    return asdict(cart)`,
    input: { names: ['tea'] },
    output: { items: [{ name: 'tea', price: 3 }] },
  },
  {
    kind: 'something awaited',
    code: `
async def double(n):
    return n * 2
async def process(n: int) -> int:
    return await double(n) + await double(1)`,
    input: { n: 20 },
    output: { value: 42 },
  },
  {
    kind: 'nothing',
    code: 'def process() -> None:\n    print("Nobody reads this.")',
    input: {},
    output: { value: null },
  },
];
