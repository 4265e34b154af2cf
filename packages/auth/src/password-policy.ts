import { isObviousPattern } from './obvious-pattern.ts'
import { madeOfNames } from './own-names.ts'

/** The contract accepts no longer ones; at four bytes each that is 1,024 bytes. */
const MAX_LENGTH = 256

export interface PasswordPolicyOptions {
  /** Least number of code points, from 1 to 256. NIST SP 800-63B-4 asks for 8, or 15 when a password is all that is asked for. */
  readonly minLength: number
  /** Names of the product and its owner, which many would think of. Default: `latchkey`. */
  readonly productNames?: readonly string[]
}

/** What is known of the owner of a password. */
export interface PasswordOwner {
  readonly email?: string | null | undefined
  readonly username?: string | null | undefined
  readonly name?: string | null | undefined
}

export interface PasswordPolicy {
  /**
   * Why `password` must not be set, as a sentence for its owner; undefined when it may be.
   *
   * Any character counts and none is asked for. Refused are passwords that are too short or too
   * long, the common ones whatever the case of their letters, repetitions, runs and dates, and those
   * made of the name of the product or what is known of the owner (NIST SP 800-63B-4, section
   * 3.1.1.2).
   */
  check(password: string, owner?: PasswordOwner): Promise<string | undefined>
}

/** Decides which passwords may be set. Nothing leaves the process. */
export function createPasswordPolicy({
  minLength,
  productNames = ['latchkey'],
}: PasswordPolicyOptions): PasswordPolicy {
  if (!(Number.isInteger(minLength) && minLength >= 1 && minLength <= MAX_LENGTH)) {
    throw new RangeError(`minLength must be from 1 to ${MAX_LENGTH}, not ${minLength}`)
  }
  let common: Promise<ReadonlySet<string>> | undefined

  return {
    async check(password, { email, username, name } = {}) {
      const length = Array.from(password).length
      if (length < minLength) return `The password must have at least ${minLength} characters.`
      if (length > MAX_LENGTH) return `The password must have at most ${MAX_LENGTH} characters.`

      const mailbox = email?.split('@', 1)[0]
      const own = [email, mailbox, username, name].filter((value) => typeof value === 'string')
      if (madeOfNames(password, [...productNames, ...own])) {
        return 'The password must not be made of your name, your address or the name of this service.'
      }

      if (isObviousPattern(password, minLength)) {
        return 'The password is a repetition, a run of neighbouring characters or a date.'
      }

      common ??= loadCommonPasswords(minLength)
      if ((await common).has(password.toLowerCase())) {
        return 'The password is one of the most common ones.'
      }
      return undefined
    },
  }
}

/** Read at first use, since a server that only verifies tokens never needs them. */
async function loadCommonPasswords(minLength: number): Promise<ReadonlySet<string>> {
  const { dictionary } = await import('@zxcvbn-ts/language-common')
  const passwords = dictionary['passwords-common']
  return new Set(passwords.filter((entry) => entry.length >= minLength))
}
