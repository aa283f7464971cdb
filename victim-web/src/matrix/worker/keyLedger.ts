/**
 * Which devices this browser has handed room keys to. A send resolves even when nobody could be given the key (a device without
 * one-time keys, a server that does not answer), so the page asks here before an event may leave.
 *
 * What is inside a to-device message is encrypted, also to us; so a device counts as able to read a Megolm session when something
 * was delivered to it after the session before that one was first used.
 */
export class KeyLedger {
  private readonly deliveries: string[] = [];
  private readonly firstDelivery = new Map<string, number>();
  private mark = 0;

  /** The homeserver has accepted an encrypted to-device message for this device. */
  delivered(userId: string, deviceId: string): void {
    this.deliveries.push(deviceKey(userId, deviceId));
  }

  /** May an event of this Megolm session leave, so that one of these devices (see `deviceKey`) can read it? */
  readable(sessionId: string, devices: ReadonlySet<string>): boolean {
    let from = this.firstDelivery.get(sessionId);
    if (from === undefined) {
      from = this.mark;
      this.firstDelivery.set(sessionId, from);
      this.mark = this.deliveries.length;
    }
    return this.deliveries.slice(from).some((device) => devices.has(device));
  }
}

export function deviceKey(userId: string, deviceId: string): string {
  return `${userId} ${deviceId}`;
}
