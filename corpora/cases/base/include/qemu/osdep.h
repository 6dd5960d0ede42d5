/* What every file of this small tree includes first. */
#ifndef TINY_OSDEP_H
#define TINY_OSDEP_H

#define BIT(n) (1UL << (n))

#endif
