import { createContext, useContext } from 'react'

/** The nonce that this page's content security policy allows; empty in the browser, which has checked it by then. */
export const NonceContext = createContext('')
export const useNonce = () => useContext(NonceContext)
