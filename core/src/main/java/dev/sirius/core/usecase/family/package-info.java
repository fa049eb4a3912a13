/** What is done with families: read, made, stepped between, checked and carried elsewhere. */
package dev.sirius.core.usecase.family;
