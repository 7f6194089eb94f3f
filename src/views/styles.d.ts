// Tells the compiler that stylesheets can be imported for their effect.
declare module '*.css';
