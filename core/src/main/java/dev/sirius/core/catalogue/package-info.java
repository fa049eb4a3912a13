/**
 * Models that are known without being installed: what they are made of, under which names and in
 * which types they are published, and from where all that is known.
 */
package dev.sirius.core.catalogue;
