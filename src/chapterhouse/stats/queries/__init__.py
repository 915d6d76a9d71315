"""Reading statistics: from facts to marks, from marks to steps, from steps to numbers and figures."""
