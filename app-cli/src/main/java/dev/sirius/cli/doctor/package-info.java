/** Looking whether all that Sirius rests on is in order. */
package dev.sirius.cli.doctor;
