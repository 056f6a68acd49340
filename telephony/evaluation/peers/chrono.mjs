// Asks chrono-node: a JSON case per line in, its answer per line out.
import { createInterface } from "node:readline";
import * as chrono from "chrono-node";

const local = (date) => {
  const two = (value) => String(value).padStart(2, "0");
  return (
    `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}` +
    `T${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`
  );
};

function grainOf(part) {
  for (const unit of ["second", "minute", "hour", "day", "month"]) {
    if (part.isCertain(unit)) return unit;
  }
  return part.isCertain("weekday") ? "day" : "year";
}

function answer(task) {
  const found = chrono[task.language].parse(task.text, new Date(task.now), { forwardDate: !task.nearest })[0];
  if (!found) return null;
  const grain = grainOf(found.start);
  if (!found.end) return { kind: "instant", start: local(found.start.date()), grain };
  const end = found.end.date();
  if (!found.end.isCertain("hour")) {
    end.setHours(0, 0, 0);
    end.setDate(end.getDate() + 1);
  }
  const start = found.start.date();
  if (!found.start.isCertain("hour")) start.setHours(0, 0, 0);
  return { kind: "interval", start: local(start), end: local(end), grain };
}

for await (const line of createInterface({ input: process.stdin })) {
  console.log(JSON.stringify(answer(JSON.parse(line))));
}
