import { DAY_MS, MB, MINUTE_MS } from './units'

/** Accounts, and who logs in to them. */
export const accountLimits = {
  // Accounts
  emailCharsMax: 254,
  /** Of a person's name, when registering and in the profile alike. */
  nameCharsMax: 80,
  passwordCharsMin: 10,
  passwordCharsMax: 200,
  avatarBytesMax: 5 * MB,
  /** A form up to this size is read, so that a picture that is too large is refused beside its field. */
  avatarFormBytesMax: 20 * MB,
  avatarPixelsMax: 50_000_000,
  avatarSizePx: 256,
  sessionMsMax: 30 * DAY_MS,
  /** Wrong passwords for one account from one address, from one known device, and in one open session's prompt. */
  loginAttemptsPerPairMax: 10,
  loginAttemptsPerDeviceMax: 10,
  passwordPromptsPerSessionMax: 10,
  loginAttemptsPerAddressMax: 50,
  /** From all devices together that the account does not know. */
  loginAttemptsPerAccountMax: 100,
  loginAttemptsWindowMs: 15 * MINUTE_MS,
  /** Accounts that one browser is remembered to belong to. */
  deviceAccountsMax: 8,
  /** Each takes a thread of the four that files and connections need too, and 19 MiB. */
  passwordHashesAtOnceMax: 2,
} as const
