; Variables whose address is taken: they must live in memory, not in a name.
(pointer_expression
  operator: "&"
  argument: [
    (identifier) @variable
    (parenthesized_expression (identifier) @variable)
    (parenthesized_expression (parenthesized_expression (identifier) @variable))
  ])
