/** What was promised of a model beside what was measured of it. */
package dev.sirius.core.verify;
