import { describe, expect, test } from 'vitest'

import { canonicalEmail, canonicalUsername } from '../src/identifiers.ts'
import isemail from '@latchkey/testing/vectors/isemail.json' with { type: 'json' }

const refused = undefined

describe('canonicalEmail', () => {
  // Guarantee: one mailbox has one key, whatever the spelling.
  test.each([
    ['ada@example.org', 'ada@example.org'],
    ['Ada@Example.ORG', 'ada@example.org'],
    ['ADA.LOVELACE+api@EXAMPLE.ORG', 'ada.lovelace+api@example.org'],
    ["o'brien@example.org", "o'brien@example.org"],
    ['_@example.org', '_@example.org'],
    ['a-b_c=d@example.org', 'a-b_c=d@example.org'],
    ['1234567890@example.org', '1234567890@example.org'],
    ['user%relay@example.org', 'user%relay@example.org'],
    ['a@b.co', 'a@b.co'],
    ['a@1and1.example', 'a@1and1.example'],
    ['a@163.com', 'a@163.com'],
    ['a@deep.er.sub.domain.example.org', 'a@deep.er.sub.domain.example.org'],
    ['a@BÜCHER.example', 'a@xn--bcher-kva.example'],
    ['a@bücher.example', 'a@xn--bcher-kva.example'],
    ['a@xn--bcher-kva.example', 'a@xn--bcher-kva.example'],
    ['a@XN--BCHER-KVA.example', 'a@xn--bcher-kva.example'],
    ['a@faß.example', 'a@xn--fa-hia.example'],
    ['a@例え.テスト', 'a@xn--r8jz45g.xn--zckzah'],
    ['a@ᎠᎡᎢ.example', 'a@xn--58dcd.example'],
    ['用户@例え.テスト', '用户@xn--r8jz45g.xn--zckzah'],
    ['Jörg@example.org', 'jörg@example.org'],
    ['JÖRG@example.org', 'jörg@example.org'],
    ['ΑΣ@example.org', 'ασ@example.org'],
    ['ασ@example.org', 'ασ@example.org'],
    ['J\u030c@example.org', '\u01f0@example.org'],
    [`${'l'.repeat(64)}@example.org`, `${'l'.repeat(64)}@example.org`],
    [`${'ö'.repeat(32)}@example.org`, `${'ö'.repeat(32)}@example.org`],
    [`a@${'d'.repeat(63)}.org`, `a@${'d'.repeat(63)}.org`],
  ])('%s is known as %s', (typed, canonical) => {
    expect(canonicalEmail(typed)).toBe(canonical)
    expect(canonicalEmail(canonical)).toBe(canonical)
  })

  // Guarantee: different mailboxes have different keys, and nobody is mistaken for somebody else.
  test.each([
    ['mike@github.com', 'mıke@github.com'],
    ['mike@github.com', 'mike@gıthub.com'],
    ['mike@github.com', 'mіke@github.com'],
    ['strasse@example.org', 'straße@example.org'],
    ['a@fass.example', 'a@faß.example'],
    ['ada+x@example.org', 'ada@example.org'],
    ['a.da@example.org', 'ada@example.org'],
    ['jorg@example.org', 'jörg@example.org'],
  ])('%s is not %s', (one, other) => {
    expect(canonicalEmail(one)).not.toBe(canonicalEmail(other))
  })

  test.each([
    ['nothing', ''],
    ['no @', 'ada.example.org'],
    ['nothing before the @', '@example.org'],
    ['nothing after the @', 'ada@'],
    ['two @', 'ada@evil.example@example.org'],
    ['a quoted @', '"ada@evil.example"@example.org'],
    ['a comma list', 'ada@example.org,eve@evil.example'],
    ['a list by semicolon', 'ada@example.org;eve@evil.example'],
    ['a list by space', 'ada@example.org eve@evil.example'],
    ['a comma in the mailbox', 'ada,eve@example.org'],
    ['a display name', 'Ada <ada@example.org>'],
    ['angle brackets', '<ada@example.org>'],
    ['a scheme', 'mailto:ada@example.org'],
    ['a header', 'ada@example.org\r\nBcc: eve@evil.example'],
    ['a line feed', 'ada@example.org\n'],
    ['a carriage return in front', '\rada@example.org'],
    ['a tab', 'ada\t@example.org'],
    ['a NUL', 'ada\u0000@example.org'],
    ['DEL', 'ada\u007f@example.org'],
    ['a C1 control', 'ada\u0085@example.org'],
    ['a space in front', ' ada@example.org'],
    ['a space at the end', 'ada@example.org '],
    ['a no-break space', 'ada\u00a0@example.org'],
    ['a line separator', 'ada\u2028@example.org'],
    ['a zero width space', 'a\u200bda@example.org'],
    ['a soft hyphen', 'a\u00adda@example.org'],
    ['a soft hyphen in the domain', 'ada@exam\u00adple.org'],
    ['a variation selector', 'ada\ufe0f@example.org'],
    ['a variation selector in the domain', 'ada@example\ufe0f.org'],
    ['a direction override', 'ada\u202e@example.org'],
    ['a byte order mark', '\ufeffada@example.org'],
    ['a lone surrogate', 'ada\ud83d@example.org'],
    ['an emoji', 'ada😀@example.org'],
    ['a full-width @', 'ada＠example.org'],
    ['a small @', 'ada﹫example.org'],
    ['a full-width letter', 'ａda@example.org'],
    ['a full-width dot', 'ada@example．org'],
    ['an ideographic dot', 'ada@example。org'],
    ['a ligature', 'oﬃce@example.org'],
    ['the Kelvin sign', '\u212aate@example.org'],
    ['a mathematical letter', '𝐚da@example.org'],
    ['a decomposed letter', 'jo\u0308rg@example.org'],
    ['a Roman numeral in the domain', 'ada@exampleⅣ.org'],
    ['a letter that IDNA takes apart', 'ada@\u1fb3.example'],
    ['a fraction slash', 'ada@example.org⁄evil'],
    ['a dot in front', '.ada@example.org'],
    ['a dot at the end', 'ada.@example.org'],
    ['two dots', 'a..da@example.org'],
    ['a backslash', 'a\\da@example.org'],
    ['parentheses', 'ada(comment)@example.org'],
    ['a colon', 'a:da@example.org'],
    ['a single label', 'ada@localhost'],
    ['an IPv4 address', 'ada@127.0.0.1'],
    ['a short IPv4 address', 'ada@127.1'],
    ['a hexadecimal IPv4 address', 'ada@0x7f.0x1'],
    ['an address literal', 'ada@[127.0.0.1]'],
    ['an IPv6 literal', 'ada@[IPv6:::1]'],
    ['a port', 'ada@example.org:25'],
    ['a path', 'ada@example.org/x'],
    ['percent encoding in the domain', 'ada@ex%61mple.org'],
    ['a trailing dot in the domain', 'ada@example.org.'],
    ['an empty label', 'ada@example..org'],
    ['an underscore in the domain', 'ada@exa_mple.org'],
    ['a hyphen at the start of a label', 'ada@-example.org'],
    ['a hyphen at the end of a label', 'ada@example-.org'],
    ['mixed directions in a label', 'ada@1מ.example'],
    ['a mailbox of 65 octets', `${'l'.repeat(65)}@example.org`],
    ['a mailbox of 33 two-byte letters', `${'ö'.repeat(33)}@example.org`],
    ['a label of 64 characters', `a@${'d'.repeat(64)}.org`],
    ['255 octets', `${'l'.repeat(64)}@${`${'d'.repeat(61)}.`.repeat(3)}org.`],
    ['a megabyte', `${'a'.repeat(1_000_000)}@example.org`],
  ])('refuses %s', (_, typed) => {
    expect(canonicalEmail(typed)).toBe(refused)
  })

  // Guarantee: nothing that could end the address, or begin another one, is ever let through.
  test('refuses every other character wherever it stands', () => {
    const others = Array.from({ length: 0x10000 }, (_, code) => String.fromCharCode(code)).filter(
      (character) => !/[\p{L}\p{M}\p{N}.-]/u.test(character),
    )
    const inMailbox = others.filter((character) => !"!#$%&'*+/=?^_`{|}~".includes(character))

    const accepted = [
      ...inMailbox.map((character) => `a${character}da@example.org`),
      ...inMailbox.map((character) => `${character}ada@example.org`),
      ...others.map((character) => `ada@exa${character}mple.org`),
      ...others.map((character) => `ada@example.org${character}`),
    ].filter((address) => canonicalEmail(address) !== refused)

    expect(others.length).toBeGreaterThan(10_000)
    expect(accepted).toEqual([])
  })
})

describe('canonicalEmail on the vectors of isemail', () => {
  // Guarantee: the everyday addresses are accepted, and are their own canonical form.
  test.each(isemail.plain)('accepts %j', (address) => {
    expect(canonicalEmail(address)).toBe(address)
  })

  // Guarantee: whatever is accepted is a valid address of RFC 5321.
  test.each(isemail.invalid)('refuses %j', (address) => {
    expect(canonicalEmail(address)).toBe(refused)
  })

  test.each(isemail.unusual)('refuses %j, although valid', (address) => {
    expect(canonicalEmail(address)).toBe(refused)
  })
})

describe('canonicalUsername', () => {
  test.each([
    ['Ada', 'ada'],
    ['a', 'a'],
    ['0', '0'],
    ['ada.lovelace_1815-x', 'ada.lovelace_1815-x'],
    ['A'.repeat(32), 'a'.repeat(32)],
  ])('%s is known as %s', (typed, canonical) => {
    expect(canonicalUsername(typed)).toBe(canonical)
  })

  // Guarantee: a username is never an e-mail address and never looks like another one.
  test.each([
    '',
    'ada@example.org',
    '@',
    'ada lovelace',
    ' ada',
    'ada\n',
    'ada\u0000',
    '.ada',
    'ada.',
    '-ada',
    'ada_',
    'adä',
    'аda',
    '\u212aate',
    'ada/..',
    'A'.repeat(33),
  ])('refuses %j', (typed) => {
    expect(canonicalUsername(typed)).toBe(refused)
  })
})
