/**
 * What every answer of the web host says beside its body. The policy is DESIGN 6's, word for word, with the one socket
 * of this host added; `host` is the request's own, already checked.
 */
export const contentSecurityPolicy = (host: string): string =>
  [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' emote:",
    "font-src 'self'",
    `connect-src 'self' ws://${host}`,
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "object-src 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ].join('; ')

/** An image opened as a page of its own can do nothing. */
export const imagePolicy = "default-src 'none'; sandbox"

// Everything a page can ask a browser for but writing to the clipboard, which "copy code" needs. Left out is what
// Chromium knows on some systems only and complains about on the others (bluetooth, web-share): it asks the person anyway.
const deniedFeatures = [
  'accelerometer',
  'autoplay',
  'browsing-topics',
  'camera',
  'clipboard-read',
  'display-capture',
  'encrypted-media',
  'fullscreen',
  'gamepad',
  'geolocation',
  'gyroscope',
  'hid',
  'idle-detection',
  'local-fonts',
  'magnetometer',
  'microphone',
  'midi',
  'payment',
  'picture-in-picture',
  'publickey-credentials-create',
  'publickey-credentials-get',
  'screen-wake-lock',
  'serial',
  'storage-access',
  'usb',
  'window-management',
  'xr-spatial-tracking',
]

export const permissionsPolicy = [...deniedFeatures.map((feature) => `${feature}=()`), 'clipboard-write=(self)'].join(
  ', ',
)

/** `host` is undefined for an answer to a request whose Host was wrong: it names no socket then. */
export const securityHeaders = (host: string | undefined): Readonly<Record<string, string>> => ({
  'content-security-policy': host === undefined ? "default-src 'none'" : contentSecurityPolicy(host),
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': permissionsPolicy,
})
