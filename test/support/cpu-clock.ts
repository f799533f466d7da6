/** Milliseconds of the processor's that this process has taken since, whatever else the machine does meanwhile. */
export function cpuClock(): () => number {
  const before = process.cpuUsage();
  return () => {
    const { user, system } = process.cpuUsage(before);
    return (user + system) / 1000;
  };
}
