; Calls with three arguments, in tail position and not.
(define (tak x y z)
  (if (not (< y x))
      z
      (tak (tak (- x 1) y z) (tak (- y 1) z x) (tak (- z 1) x y))))
(do ((i 0 (+ i 1))) ((= i 10)) (tak 18 12 6))
(display (tak 24 16 8))
(newline)
