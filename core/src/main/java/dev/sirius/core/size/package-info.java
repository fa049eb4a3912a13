/** Sizes in bytes, their units, reading and writing them. */
package dev.sirius.core.size;
