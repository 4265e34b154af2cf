import { domainToASCII, domainToUnicode } from 'node:url'

import { Registration } from '@latchkey/contracts'

/** `atext` of RFC 5322, and letters, marks and digits of every script (RFC 6532). */
const LOCAL_PART =
  /^[\p{L}\p{M}\p{N}!#$%&'*+\-/=?^_`{|}~]+(?:\.[\p{L}\p{M}\p{N}!#$%&'*+\-/=?^_`{|}~]+)*$/u

/** What the contract accepts; were it ever without a pattern, nothing would match. */
const USERNAME = new RegExp(Registration.properties.username.pattern ?? '(?!)')

/** Before IDNA maps it: without the dots of other scripts, percent signs and the like. */
const TYPED_DOMAIN = /^[\p{L}\p{M}\p{N}.-]+$/u

/** A host name of at least two labels (RFC 1123) whose last one cannot be part of an IPv4 address. */
const ASCII_DOMAIN =
  /^(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+(?=[a-z0-9-]*[a-z])(?!0x)[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/

/** Characters that are not seen: they make two names look like one. */
const INVISIBLE = /\p{Default_Ignorable_Code_Point}/u

/** RFC 5321, sections 4.5.3.1.1 and 4.5.3.1.3 (256 with the angle brackets), in octets. */
const MAX_LOCAL_PART = 64
const MAX_ADDRESS = 254

/**
 * The form of an e-mail address under which it is unique. Two spellings have the same one exactly
 * if they differ in the case of letters or in the notation of an international domain. The mailbox
 * part is taken in lower case too, although RFC 5321 lets a host tell case apart: none that matters
 * does, and two accounts for what people hold to be one address are a way to impersonate.
 *
 * Accepted is a subset of RFC 5321 and 6531: a dot-atom at a domain name of at least two labels.
 * Quoted mailboxes, comments, address literals and top-level domains are refused, and so is
 * whatever Unicode compatibility normalisation (NFKC) or IDNA would turn into something else than
 * what was typed. `user@localhost` is refused as well, because RFC 5321, section 2.3.5, asks for a
 * fully qualified name; tests can use `example.test`.
 *
 * @returns undefined when `input` is not such an address.
 */
export function canonicalEmail(input: string): string | undefined {
  if (input.length > MAX_ADDRESS || !input.isWellFormed()) return undefined
  if (input.normalize('NFKC') !== input || INVISIBLE.test(input)) return undefined

  const [localPart, domain, ...rest] = input.split('@')
  if (localPart === undefined || domain === undefined || rest.length > 0) return undefined
  const host = canonicalDomain(domain)
  if (host === undefined || !LOCAL_PART.test(localPart)) return undefined

  // Capitals may have no precomposed form where the small letter has one.
  const mailbox = lowerCase(localPart).normalize('NFKC')
  const canonical = `${mailbox}@${host}`
  const fits =
    Buffer.byteLength(mailbox) <= MAX_LOCAL_PART &&
    Buffer.byteLength(input) <= MAX_ADDRESS &&
    Buffer.byteLength(canonical) <= MAX_ADDRESS
  return fits ? canonical : undefined
}

/**
 * The form of a username under which it is unique: in lower case. A username is plain ASCII and
 * never contains `@`, so it cannot be mistaken for an address.
 *
 * @returns undefined when `input` does not match the contract.
 */
export function canonicalUsername(input: string): string | undefined {
  return USERNAME.test(input) ? input.toLowerCase() : undefined
}

function canonicalDomain(domain: string): string | undefined {
  if (!TYPED_DOMAIN.test(domain)) return undefined
  const lower = lowerCase(domain)
  const ascii = domainToASCII(domain)
  const isFaithful = ascii === lower || lowerCase(domainToUnicode(ascii)) === lower
  return isFaithful && ASCII_DOMAIN.test(ascii) ? ascii : undefined
}

/** Letter by letter: the lower case of a whole Greek word depends on where its sigmas stand. */
function lowerCase(text: string): string {
  return Array.from(text, (letter) => letter.toLowerCase()).join('')
}
