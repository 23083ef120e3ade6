fresh 5.33+0.37 wall 5.73 mem 272068
again 3.68+0.17 wall 3.86 mem 238212
