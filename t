fresh 5.87+0.34 wall 6.24 mem 274804
