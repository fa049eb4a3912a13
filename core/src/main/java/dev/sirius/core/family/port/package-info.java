/** How the core keeps two tasks from working at one family at once. */
package dev.sirius.core.family.port;
