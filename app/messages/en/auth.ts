export default {
  login: {
    title: 'Log in',
    lead: 'Welcome back.',
    submit: 'Log in',
    noAccount: 'New here?',
    register: 'Create an account',
    required: 'Log in to see this page.',
  },
  register: {
    title: 'Create your account',
    lead: 'It takes a minute, and it stays on this machine.',
    submit: 'Create account',
    haveAccount: 'Have an account already?',
    login: 'Log in',
    closedTitle: 'Registration is closed',
    closed: 'New accounts are not open on this installation. Ask its administrator.',
    first: 'This is the first account of the installation: it will be its administrator.',
  },
  email: 'Email address',
  userName: 'Your name',
  password: 'Password',
  passwordHint: 'At least {min} characters. A few words in a row make a good one.',
} as const
