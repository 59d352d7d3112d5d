; syntax-rules.
(define (show . things)
  (for-each display things)
  (newline))
(define-syntax swap!
  (syntax-rules ()
    ((_ a b) (let ((tmp a)) (set! a b) (set! b tmp)))))
(define tmp 1)
(define other 2)
(swap! tmp other)
(show tmp other)
(let ((tmp 5) (y 6)) (swap! tmp y) (show tmp y))
(define-syntax my-or
  (syntax-rules () ((_) #f) ((_ e) e) ((_ e r ...) (let ((t e)) (if t t (my-or r ...))))))
(define t 7)
(show (my-or #f t))
(show (let ((if list)) (my-or #f 9)))
(define-syntax while
  (syntax-rules () ((_ c body ...) (let loop () (when c body ... (loop))))))
(define i 0)
(while (< i 3) (display i) (set! i (+ i 1)))
(newline)
(define-syntax my-let
  (syntax-rules () ((_ ((name value) ...) body1 body2 ...) ((lambda (name ...) body1 body2 ...) value ...))))
(show (my-let ((a 1) (b 2)) (+ a b)))
(define-syntax my-cond
  (syntax-rules (else)
    ((_ (else e ...)) (begin e ...))
    ((_ (c e ...) clause ...) (if c (begin e ...) (my-cond clause ...)))))
(show (my-cond (#f 1) ((= 1 1) 2) (else 3)) (my-cond (#f 1) (else 3)))
(define-syntax flatten
  (syntax-rules () ((_ (a b ...) ...) '(b ... ... a ...))))
(show (flatten (1 2 3) (4) (5 6)))
(define-syntax tail-pattern
  (syntax-rules () ((_ a ... z) '(z a ...))))
(show (tail-pattern 1 2 3) (tail-pattern 1))
(define-syntax vec
  (syntax-rules () ((_ #(a b ...)) '(a (b ...)))))
(show (vec #(1 2 3)))
(define-syntax ell
  (syntax-rules ::: () ((_ a :::) '(a ::: ...))))
(show (ell 1 2))
(define-syntax lit
  (syntax-rules () ((_ a) '(a (... ...)))))
(show (lit x))
(define-syntax for
  (syntax-rules (in)
    ((_ x in list body ...) (for-each (lambda (x) body ...) list))))
(for y in '(1 2 3) (display (* y y)) (display " "))
(newline)
(define-syntax define-getter
  (syntax-rules () ((_ name value) (define (name) value))))
(define-getter get-five 5)
(show (get-five))
(define (local)
  (define-syntax double (syntax-rules () ((_ e) (* 2 e))))
  (define-getter six 6)
  (double (six)))
(show (local))
(show (let-syntax ((foo (syntax-rules () ((_ x) (list x x))))) (foo 1)))
(show (letrec-syntax ((ev? (syntax-rules () ((_) #t) ((_ x . r) (od? . r))))
                      (od? (syntax-rules () ((_) #f) ((_ x . r) (ev? . r)))))
        (list (ev? 1 2) (ev? 1))))
(define-syntax my-list-of
  (syntax-rules () ((_ (k v) ...) (list (cons 'k v) ...))))
(show (my-list-of (a 1) (b 2)))
(define-syntax nested
  (syntax-rules () ((_ (name (field ...)) ...) '((name field ...) ...))))
(show (nested (p (x y)) (q (z))))
(define-syntax kw (syntax-rules (=>) ((_ a => b) 'arrow) ((_ a b c) 'plain)))
(show (kw 1 => 2) (let ((=> 0)) (kw 1 => 2)))
(define-syntax make-adder (syntax-rules () ((_ n) (lambda (x) (+ x n)))))
(define x 100)
(show ((make-adder x) 1))
(define-syntax my-begin-defs (syntax-rules () ((_ a b) (begin (define a 1) (define b 2)))))
(my-begin-defs aa bb)
(show aa bb)
