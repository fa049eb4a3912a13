/** What Sirius does for its users, each use case a class that is given its ports. */
package dev.sirius.core.usecase;
