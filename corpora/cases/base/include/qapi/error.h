/* Errors that travel to the caller. */
#ifndef TINY_ERROR_H
#define TINY_ERROR_H

typedef struct Error Error;

extern Error *error_abort;
extern Error *error_fatal;

#define error_setg(errp, ...) \
    error_setg_internal((errp), __FILE__, __LINE__, __func__, __VA_ARGS__)

void error_setg_internal(Error **errp, const char *file, int line,
                         const char *function, const char *format, ...);
void warn_report(const char *format, ...);
void error_report(const char *format, ...);
void error_propagate(Error **errp, Error *error);

#endif
